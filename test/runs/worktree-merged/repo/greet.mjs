// A greeting.


export const name = "greet";


export const greet = (name) => `Hello, ${name}!`;
