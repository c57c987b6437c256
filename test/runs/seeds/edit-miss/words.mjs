export const words = ["hello!", "bye!", "ask!"];
