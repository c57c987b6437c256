// Makes the toolkit's elements known to the browser and loads the kit's styles and icons.
// Imported by the two browser entries only: where no browser is, the tags stay plain unknown elements.
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

provideVSCodeDesignSystem().register(
  vsCodeBadge(),
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeTextField(),
);
