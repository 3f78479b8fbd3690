/** The database there is: the hospital's own, or one that is started here. */
import { startEmbedded } from './embedded.ts'
import { refuseUnfit } from './fitness.ts'

/**
 * @param onOwn told how one that was started here is stopped
 * @returns how it is reached, and where its data lie if that is on this machine.
 */
export async function openDatabase(
  { databaseUrl, data }: { databaseUrl?: string | undefined; data: string },
  say: (text: string) => void,
  onOwn: (stop: () => Promise<void>) => void,
): Promise<{ url: string; data?: string }> {
  if (databaseUrl !== undefined) {
    await refuseUnfit(databaseUrl)
    return { url: databaseUrl }
  }
  const postgres = await startEmbedded({ folder: data, log: say })
  onOwn(() => postgres.stop())
  return postgres
}
