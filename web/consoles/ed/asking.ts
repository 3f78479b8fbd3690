/** What may be asked of a visit to an emergency department on its console. */
export type Asking =
  'triage' | 'space' | 'seen' | 'decide' | 'move' | 'discharge' | 'left' | 'describe' | 'undo' | 'other'

/** What is being asked: of a visit, of an ambulance, of the department. */
export type Open =
  | { what: Asking; key: string }
  | { what: 'cancel' | 'expect'; key: string }
  | { what: 'announce' | 'receive' | 'attendings' | 'rules' }
