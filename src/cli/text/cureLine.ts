// What a person can do about a task, as the line to type. Pure.
import type { Cure } from "../../protocol/watch";
import { goOnLine } from "./runLine";

export function cureLine(run: string, cure: Cure): string {
  switch (cure.kind) {
    case "answer":
      return `kilo-code approve ${run} ${cure.approval}`;
    case "steer":
      return `kilo-code steer ${run} --task ${cure.task} "<message>"`;
    case "cancel":
      return `kilo-code cancel ${run} --task ${cure.task}`;
    case "unpause":
      return `kilo-code pause ${run} --task ${cure.task} --off`;
    case "restart":
      return `kilo-code restart ${run} --task ${cure.task} --turn ${cure.turn}`;
    case "resume":
      return goOnLine(run);
  }
}
