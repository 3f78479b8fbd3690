/** How the people console has something done: refusals are said at its top, and the list is asked for anew. */
import type { CommandInput, CommandName, CommandResult } from '../../../schema/commands/index.ts'
import type { QueryResult } from '../../../schema/queries.ts'

export type Act = <C extends CommandName>(
  name: C,
  input: CommandInput<C>,
) => Promise<CommandResult<C> | undefined>
export type Person = QueryResult<'people'>['people'][number]
export type Group = QueryResult<'people'>['groups'][number]
