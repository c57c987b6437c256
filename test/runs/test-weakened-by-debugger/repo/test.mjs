import "./test.spec.mjs";
