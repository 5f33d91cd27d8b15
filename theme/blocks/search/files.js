/* Files of the index over the network.

In: the folder's address. Out: their content; an Error of its own for a file that is gone. */

import { makeReader } from "./decoding.js";

const TIMEOUT = 8000; // milliseconds for a file

export class FileError extends Error {
  constructor(name, isMissing) {
    super(name);
    this.isMissing = isMissing;
  }
}

export const isMissing = (error) => error instanceof FileError && error.isMissing;
export const readJson = (answer) => answer.json();
export const readBytes = (read) => async (answer) => read(makeReader(new Uint8Array(await answer.arrayBuffer())));

// Gets a file by its name in the folder; rejects with FileError, or the reason of the signal.
export const openFolder = (folder, load) => async function get(name, read, signal, cache = "default") {
  const stop = new AbortController();
  const forward = () => stop.abort();
  if (signal) {
    signal.throwIfAborted();
    signal.addEventListener("abort", forward);
  }
  const timer = setTimeout(forward, TIMEOUT);
  try {
    const answer = await load(new URL(name, folder).href, { signal: stop.signal, cache });
    if (!answer.ok) throw new FileError(name, answer.status === 404 || answer.status === 410);
    return await read(answer);
  } catch (error) {
    if (signal && signal.aborted) throw signal.reason;
    throw error instanceof FileError ? error : new FileError(name, false);
  } finally {
    clearTimeout(timer);
    if (signal) signal.removeEventListener("abort", forward);
  }
};
