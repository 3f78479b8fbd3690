/** What goes wrong before the first sensor starts, said to a person: no stack trace. */
export class Said extends Error {}
