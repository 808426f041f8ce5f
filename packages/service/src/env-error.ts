/** The environment is wrong; the message is the whole list of what is. */
export class EnvError extends Error {}
