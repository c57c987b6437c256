// How much a model can read and write. Known for the models the product names itself; careful figures for all others.
import { ownPrices } from "./ownPrices";
import { packageWindow } from "./packagePrices";

export interface ModelLimits {
  /** Tokens of input and output together. */
  contextWindow: number;
  maxOutput: number;
}

/** Figures nearly every current model reaches; a configuration may say more. */
const carefulLimits: ModelLimits = { contextWindow: 128_000, maxOutput: 8_192 };

/** Limits of `provider/model`; loads the price package only for models our own table does not have. */
export async function modelLimits(provider: string, model: string): Promise<ModelLimits> {
  const own = ownPrices.get(`${provider}/${model}`);
  if (own !== undefined) return { contextWindow: own.contextWindow, maxOutput: own.maxOutput };
  const contextWindow = await packageWindow(provider, model);
  if (contextWindow === null) return carefulLimits;
  return { contextWindow, maxOutput: Math.min(32_000, Math.floor(contextWindow / 4)) };
}
