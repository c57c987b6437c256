// Makes the toolkit's elements known to the browser and loads the kit's styles and icons.
// Imported first by the two browser entries, and by them only: where no browser is, the tags stay plain unknown elements.
import "../host/noEval";
import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import "@vscode/codicons/dist/codicon.css";
import "../style/kit.css";
import "../style/parts.css";
import "../style/markdown.css";

provideVSCodeDesignSystem().register(
  vsCodeBadge(),
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeTextField(),
);
