/** The database that some settings mean, for a command line: another's, that of the server that runs, or its own while nobody runs. */
import { hasData, runningEmbedded, startEmbedded } from './embedded.ts'
import { Unusable } from './unusable.ts'

/** @throws Unusable when there is none */
export async function onDatabase<T>(
  { data, databaseUrl }: { data: string; databaseUrl: string | undefined },
  work: (url: string) => Promise<T>,
): Promise<T> {
  const url = databaseUrl ?? (await runningEmbedded(data))
  if (url !== undefined) return work(url)
  if (!(await hasData(data)))
    throw new Unusable(`There is no database in ${data}. Is it the settings and options of the server?`)
  const postgres = await startEmbedded({ folder: data, log: () => undefined })
  try {
    return await work(postgres.url)
  } finally {
    await postgres.stop()
  }
}
