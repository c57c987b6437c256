// The program of a worker that may be ordered to die; the order is looked at before the worker's own program begins.
import "./frailSteps";
import "../../src/core/fleet/workers/worker";
