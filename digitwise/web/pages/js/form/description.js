// What a person says of a form, and the form file that says it.

/** Rules of a column: key in the form file, label, which kinds have it, and what is written into its field. */
export const RULES = [
  { key: "minimum", label: "Least", kinds: ["number"], mode: "decimal" },
  { key: "maximum", label: "Greatest", kinds: ["number"], mode: "decimal" },
  { key: "step", label: "In steps of", kinds: ["number"], mode: "decimal" },
  { key: "decimals", label: "Decimal places at most", kinds: ["number", "sum"], mode: "numeric" },
  { key: "length", label: "Digits", kinds: ["digits"], mode: "numeric" },
  { key: "format", label: "Written as DD.MM.YYYY, MM/DD/YY …", kinds: ["date"], mode: "text" },
  { key: "format", label: "Written as HH:MM or HHMM", kinds: ["time"], mode: "text" },
  { key: "earliest", label: "Earliest, as 2026-01-31", kinds: ["date"], mode: "text" },
  { key: "earliest", label: "Earliest, as 07:30", kinds: ["time"], mode: "text" },
  { key: "latest", label: "Latest", kinds: ["date", "time"], mode: "text" },
  { key: "boxes", label: "Boxes in each cell", kinds: ["number", "digits", "date", "time"], mode: "numeric" },
  { key: "check", label: "Check digit, as in python-stdnum", kinds: ["digits"], mode: "text" },
  { key: "values", label: "List, one a line, each used once", kinds: ["number", "digits"], mode: "lines" },
];

/**
 * A column of which nothing is known but its place.
 * @param {number} place
 */
export function newColumn(place) {
  return { name: String(place + 1), kind: "any", rules: {}, parts: new Set() };
}

/**
 * The columns of a form that is there, as they are edited.
 * @param {{columns: object[], sums: {total: string, parts: string[]}[]}} said as the form file has it
 */
export function columnsOf({ columns, sums }) {
  return columns.map((rule) => {
    const sum = sums.find(({ total }) => total === rule.name);
    const places = columns.flatMap(({ name }, place) => (sum?.parts.includes(name) ? [place] : []));
    const rules = Object.fromEntries(RULES.map(({ key, mode }) => [key, mode === "lines" ? rule[key].join("\n") : String(rule[key] ?? "")]));
    return { name: rule.name, kind: sum ? "sum" : rule.kind, rules, parts: new Set(places) };
  });
}

/**
 * Whether a column can be a part of a sum.
 * @param {{kind: string}} column
 */
export function addsUp({ kind }) {
  return kind === "number" || kind === "sum";
}

/**
 * The form as its file has it.
 * @param {{name: string, firstRow: number, sumRow: number | null, columns: object[]}} said
 * @throws {Error} with a sentence, if something is no number or has no name
 */
export function describe({ name, firstRow, sumRow, columns }) {
  const totals = columns.filter(({ kind }) => kind === "sum");
  const form = {
    name: name.trim(),
    first_row: firstRow,
    columns: columns.map(ruleOf),
    sums: totals.map((total) => ({ total: total.name.trim(), parts: partsOf(total, columns) })),
  };
  if (sumRow !== null) form.column_sums = [{ row: sumRow, columns: columns.filter(addsUp).map(nameOf) }];
  return form;
}

const nameOf = (column) => column.name.trim();

function partsOf(total, columns) {
  const parts = columns.filter((column, place) => total.parts.has(place) && column !== total && addsUp(column));
  if (parts.length === 0) throw new Error(`Say of which columns “${nameOf(total)}” is the sum.`);
  return parts.map(nameOf);
}

function ruleOf(column, place) {
  if (!nameOf(column)) throw new Error(`Column ${place + 1} needs a name.`);
  const rule = { name: nameOf(column), kind: column.kind === "sum" ? "number" : column.kind };
  for (const { key, label, kinds, mode } of RULES) {
    const text = (column.rules[key] ?? "").trim();
    if (!text || !kinds.includes(column.kind)) continue;
    if (mode === "lines") rule[key] = text.split("\n").map((line) => line.trim()).filter(Boolean);
    else if (mode === "text") rule[key] = text;
    else {
      // A decimal comma is a decimal point.
      rule[key] = Number(text.replace(",", "."));
      if (!Number.isFinite(rule[key])) throw new Error(`Column “${rule.name}”, ${label.toLowerCase()}: “${text}” is no number.`);
    }
  }
  const example = { date: "DD.MM.YYYY", time: "HH:MM" }[rule.kind];
  if (example && !rule.format) throw new Error(`Column “${rule.name}”: say how it is written, as ${example}.`);
  return rule;
}
