/** What may be asked of a visit to an emergency department on its console. */
export type Asking = 'triage' | 'space' | 'seen' | 'decide' | 'move' | 'discharge' | 'left' | 'other'
