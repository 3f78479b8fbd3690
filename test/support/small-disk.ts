/** A disk that can be filled: a tmpfs of fixed size, mounted for as long as it is wanted. Only root may mount one. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MB = 2 ** 20
const PIECE = Buffer.alloc(MB)

export class SmallDisk {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  /** @throws where it cannot be mounted. */
  static mounted(mb: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), 'wardroom-disk-'))
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mb}m,mode=755`, 'wardroom', folder])
    if (status !== 0) {
      rmdirSync(folder)
      throw new Error('no tmpfs can be mounted here')
    }
    chmodSync(folder, 0o755)
    return new SmallDisk(folder)
  }

  /** Whether one can be mounted here; tried. */
  static get possible(): boolean {
    try {
      SmallDisk.mounted(1).unmount()
      return true
    } catch {
      return false
    }
  }

  get freeMb(): number {
    const { bavail, bsize } = statfsSync(this.folder)
    return (bavail * bsize) / MB
  }
  get sizeMb(): number {
    const { blocks, bsize } = statfsSync(this.folder)
    return (blocks * bsize) / MB
  }

  /** Somebody else's file grows until no more than this is left; 0: to the last byte. */
  fill({ leaving }: { leaving: number }): void {
    const file = openSync(this.#filler, 'a')
    try {
      while (this.freeMb > leaving)
        writeSync(file, PIECE, 0, Math.min(MB, Math.ceil((this.freeMb - leaving) * MB)))
      fsyncSync(file)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    } finally {
      closeSync(file)
    }
  }

  /** And is removed. */
  empty(): void {
    rmSync(this.#filler, { force: true })
  }

  unmount(): void {
    spawnSync('umount', ['-l', this.folder])
    rmdirSync(this.folder)
  }

  get #filler(): string {
    return join(this.folder, 'filler')
  }
}
