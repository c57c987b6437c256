// A language model for VS Code's own API that says the same thing to everybody. Runs in the workbench under test.
const vscode = require("vscode");

const model = {
  id: "echo",
  name: "Scripted",
  family: "scripted",
  version: "1",
  maxInputTokens: 100_000,
  maxOutputTokens: 4_000,
  capabilities: { toolCalling: true, imageInput: false },
  isUserSelectable: true,
  isDefault: true,
};

exports.activate = (context) => {
  const provider = {
    provideLanguageModelChatInformation: async () => [model],
    provideLanguageModelChatResponse: async (_model, _messages, _options, progress) => {
      progress.report(new vscode.LanguageModelTextPart("I am a scripted language model."));
    },
    provideTokenCount: async (_model, text) => Math.ceil(JSON.stringify(text).length / 4),
  };
  context.subscriptions.push(vscode.lm.registerLanguageModelChatProvider("scripted", provider));
  // Until somebody has asked for models none is resolved, and the first chat request would find none.
  return vscode.lm.selectChatModels();
};
