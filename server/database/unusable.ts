/** The world does not allow the start: one sentence for the person at the terminal, naming the setting and what to do. */
export class Unusable extends Error {}
