// Texts a model, a file, a tool or a repository may hold, each meant to load, run or style something when it is shown.
// `PORT` stands for a server that counts who calls.

const at = "http://127.0.0.1:PORT/seen";

export const hostileTexts: Record<string, string> = {
  "an image": `![shot](${at}?of=image)`,
  "an image inside a link": `[![shot](${at}?of=inner)](${at}?of=outer)`,
  "an image with backslashes": "![shot](http:\\\\127.0.0.1:PORT\\seen)",
  "a reference image": `![shot][one]\n\n[one]: ${at}?of=reference`,
  "an SVG as data":
    "![shot](data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxpbWFnZSBocmVmPSJodHRwOi8vMTI3LjAuMC4xL3NlZW4iLz48L3N2Zz4=)",
  "an img element": `<img src="${at}?of=img" srcset="${at}?of=set 1x">`,
  "an event handler": `<img src=x onerror="fetch('${at}?of=error')">`,
  "a script": `<script>fetch("${at}?of=script")</script>`,
  "a style sheet": `<link rel=stylesheet href="${at}?of=style"><style>@import "${at}?of=import"</style>`,
  "a background": `<div style="background:url(${at}?of=background)">x</div>`,
  "frames and plug-ins": `<iframe src="${at}?of=frame"></iframe><embed src="${at}?of=embed"><object data="${at}?of=object"></object>`,
  media: `<video poster="${at}?of=poster" autoplay src="${at}?of=video"></video><audio src="${at}?of=audio" autoplay></audio>`,
  "another page after a second": `<meta http-equiv=refresh content="0;url=${at}?of=refresh">`,
  "another base": `<base href="${at}/base/">`,
  "a form": `<form action="${at}?of=form"><button autofocus>Approve</button></form>`,
  "SVG and MathML": `<svg><image href="${at}?of=svg"/><use href="${at}#x"/></svg><math href="${at}?of=math">x</math>`,
  "a script address": "[click](javascript:fetch('http://127.0.0.1:PORT/seen'))",
  "a command address":
    "[run](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%5Cn%22%7D)",
  "a file address": "[open](file:///etc/passwd)",
  "a ping": `<a ping="${at}?of=ping" href="#">x</a>`,
  "a template": `<template shadowrootmode=open><img src="${at}?of=shadow"></template>`,
  "a drawing": `\`\`\`mermaid\ngraph TD; A-->B; click A "${at}?of=drawing"\n\`\`\``,
  "terminal escapes":
    "\u001b]52;c;c2VjcmV0\u0007\u001b]8;;http://127.0.0.1:PORT/seen\u0007link\u001b]8;;\u0007",
  "a name that closes quotes": `x"'><img/src=${at}?of=name>`,
  "turned letters": "approve \u202egnihton\u202c \u2066only\u2069",
  "very many letters": "A".repeat(50_000),
  "deep quotes": ">".repeat(3000),
};
