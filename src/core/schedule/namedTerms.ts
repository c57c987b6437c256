// What a prompt names that can be looked up in files: identifiers, paths, and short quotations. Pure, and linear in the
// prompt's length. Ordinary words are left alone; a planner can search for those itself.

/** Characters of a prompt that are read, and the most terms taken from it. */
const mostCharacters = 20_000;
const mostTerms = 8;

/** Text between quotation marks; an apostrophe within a word opens none. Its length is bounded, so that no mark without a partner costs much. */
const quotation =
  /`([^`\n]{3,80})`|"([^"\n]{3,80})"|“([^”\n]{3,80})”|„([^“”\n]{3,80})[“”]|«([^»\n]{3,80})»|(?<![\w’'])'([^'\n]{3,80})'(?!\w)/g;
const address = /\b[a-z]{2,8}:\/\/\S+/gi;
/** A run of what names and paths are made of, whatever the language around it. */
const token = /[\w$@./:{}-]{0,80}[\w$}](?:\(\))?/g;

/** Terms in the order of the prompt, each once; quotations first, since somebody took care to mark them. */
export function namedTerms(prompt: string): string[] {
  const text = prompt.slice(0, mostCharacters).replace(address, " ");
  const quoted = [...text.matchAll(quotation)].map((found) => found.slice(1).find(Boolean) ?? "");
  const named = (text.replace(quotation, " ").match(token) ?? []).filter(isName);
  const terms = [...quoted, ...named].map(bare).filter((term) => term.length >= 3);
  return [...new Set(terms)].slice(0, mostTerms);
}

/** No word of a sentence looks so. */
function isName(word: string): boolean {
  const plain = bare(word);
  if (!/[A-Za-z]{2}/.test(plain)) return false;
  const isCall = word.endsWith("()");
  const isIdentifier = /[a-z0-9][A-Z]/.test(plain) || /[A-Za-z0-9]_[A-Za-z0-9]/.test(plain);
  // "and/or" is no path: one begins with a mark, has two slashes, or names a file.
  const isPath = /^[@.]{0,2}\/[\w{:]|^@\w|\/.*\//.test(plain);
  // "e.g" is no file.
  const isFile = /^[\w$@./-]+\.[A-Za-z][A-Za-z0-9]{0,5}$/.test(plain) && !/^\w\.\w$/.test(plain);
  return isCall || isIdentifier || isPath || isFile;
}

/** Without the marks of a sentence around it, and the brackets of a call. */
function bare(word: string): string {
  return word
    .trim()
    .replace(/\(\)$/, "")
    .replace(/^\.\/|^[:{}-]+(?=\w)/, "")
    .replace(/[:.-]+$/, "");
}
