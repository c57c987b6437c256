// The first thing in a window's process: file calls are wrapped before anything of the program is loaded.
import "../disk/faultyDisk";

void import("./windowPlayer");
