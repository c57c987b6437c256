// Keeps zod from making code from text, which the panes' policy forbids and reports. Must be read before any schema is
// made: the entries import it first.
import * as z from "zod";

z.config({ jitless: true });
