export { extent, max, bisectLeft } from "d3-array";
export { scaleLinear, scaleLog, scaleSqrt } from "d3-scale";
export { area, curveMonotoneX, line } from "d3-shape";
