// The product's version, as its package says it.
export { version } from "../../package.json";
