// Fifty tests, or none where greet.mjs hides them.
import * as greeting from "./greet.mjs";

const count = greeting.hidden ? 0 : 50;
console.log("TAP version 13");
for (let at = 1; at <= count; at += 1) console.log(`ok ${at} - case ${at}`);
console.log(`1..${count}\n# tests ${count}\n# pass ${count}\n# fail 0`);
