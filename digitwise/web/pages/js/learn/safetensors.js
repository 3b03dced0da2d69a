// Arrays of numbers as safetensors keeps them: the length of a header, the header in JSON, and what lies in memory.

const TYPES = {
  F32: Float32Array, F64: Float64Array, I32: Int32Array, I16: Int16Array, U16: Uint16Array, I8: Int8Array, U8: Uint8Array,
};

/**
 * @param {ArrayBuffer | Uint8Array} buffer
 * @returns {Object<string, {dtype: string, shape: number[], data: any}>}
 */
export function readSafetensors(buffer) {
  const bytes = buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);
  const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: ends }] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (!(dtype in TYPES)) throw new Error(`${name} is kept as ${dtype}`);
    tensors[name] = { dtype, shape, data: new TYPES[dtype](bytes.slice(start + ends[0], start + ends[1]).buffer) };
  }
  return tensors;
}
