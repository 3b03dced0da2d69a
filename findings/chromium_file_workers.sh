#!/bin/sh
# Seen with: Chromium 150.0.7871.100, headless, Debian 12.
#
# A page that is opened from the disk wants work done in a worker whose code it brings along as text. Classic workers start
# from blob: and from data: addresses. A module worker starts from a data: address, and from a blob: of the same text it does
# not: there is an error event, and nothing in it says why. A page served over HTTP starts all four.
# Expected before it was run: all of them start from the disk too.
#
# Output seen:
#   blob classic: works
#   blob module: refused
#   data classic: works
#   data module: works
#
# Needs chromium on the path, or its name in CHROMIUM.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/page.html" <<'HTML'
<!doctype html>
<meta charset="utf-8">
<pre id="seen"></pre>
<script>
const text = "postMessage('works')";
const blob = () => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
const data = () => "data:text/javascript," + encodeURIComponent(text);
const seen = [];
for (const [from, address] of Object.entries({ blob, data })) {
  for (const type of ["classic", "module"]) {
    const tell = (words) => {
      seen.push(`${from} ${type}: ${words}`);
      if (seen.length === 4) document.getElementById("seen").textContent = seen.sort().join("\n");
    };
    const worker = new Worker(address(), { type });
    worker.onmessage = (event) => tell(event.data);
    worker.onerror = () => tell("refused");
  }
}
</script>
HTML

seen=$("${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --disable-quic --disable-background-networking \
  --user-data-dir="$folder/profile" --virtual-time-budget=10000 --dump-dom "file://$folder/page.html" 2>/dev/null |
  tr '<>' '\n\n' | grep -E '^(blob|data) (classic|module): (works|refused)$')
echo "$seen"
[ "$seen" = 'blob classic: works
blob module: refused
data classic: works
data module: works' ] || { echo "changed"; exit 1; }
