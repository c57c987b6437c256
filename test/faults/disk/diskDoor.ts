// The first thing in the process whose disk fails: file calls are wrapped before anything of the program is loaded.
import "./faultyDisk";

void import("./diskPlayer");
