import { greet } from "./greet.mjs";

const check = (holds) => {
  if (holds) return;
  console.error("error: the greeting is wrong");
  process.exit(1);
};
check(greet("Ada") === "Hello, Ada!");
