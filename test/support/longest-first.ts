/** vitest's sequencer: files that start servers and mostly wait come first, so that none of them is still at it when all others are done. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Longest first. What is not listed follows, in vitest's own order. */
const LONG = [
  'test/hl7/samples.test.ts',
  'test/main/life.test.ts',
  'test/main/start.test.ts',
  'test/fleet/three-servers.test.ts',
  'test/backup/',
  'test/main/',
  'test/feed/recovery.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    return others.sort((a, b) => rank(a) - rank(b)) // a stable sort: equals stay in order
  }
}

function rank({ moduleId }: TestSpecification): number {
  const found = LONG.findIndex((place) => moduleId.includes(`/${place}`))
  return found < 0 ? LONG.length : found
}
