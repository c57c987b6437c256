// The list of provider leaves. Adding a dialect is one new file and one line here.
import { anthropic } from "./anthropic";
import { openaiChat } from "./openaiChat";
import { openaiResponses } from "./openaiResponses";
import type { ProviderDefinition } from "./provider";
import { vscodeModels } from "./vscodeModels";

export const providers: ProviderDefinition[] = [anthropic, openaiResponses, openaiChat, vscodeModels];
