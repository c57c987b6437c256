// The languages in Latin letters, by code (ISO 639-1): which words are whose is decided by votes among all of them.
import type { Lexicon } from "../evidence";
import { english } from "./english";
import { danish, dutch, german, swedish } from "./germanic";
import { finnish, hungarian, indonesian, turkish, vietnamese } from "./other";
import { french, italian, portuguese, romanian, spanish } from "./romance";
import { czech, polish } from "./slavic";

export const LATIN: Readonly<Record<string, Lexicon>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  pt: portuguese,
  it: italian,
  nl: dutch,
  pl: polish,
  cs: czech,
  sv: swedish,
  da: danish,
  tr: turkish,
  vi: vietnamese,
  id: indonesian,
  fi: finnish,
  ro: romanian,
  hu: hungarian,
};
