/**
 * A chime: two soft notes when somebody is called. It sounds only when its wall is not muted (`/admin/walls`) and the browser
 * lets the page make a sound: after a touch or a key, or at once where it was started with
 * `--autoplay-policy=no-user-gesture-required`.
 *
 * A wall that rings makes one, runs it while it is there, hands it to its frame, which says whether it can be heard, and rings:
 *
 * ```ts
 * const chime = new Chime(() => wall.is?.muted ?? false) // `wall` of here()
 * $effect(() => chime.run())
 * // <WallFrame {chime} …>
 * chime.ring() // when a token is called; not when the page first learns of those called before
 * ```
 */

/** muted: by an administrator. needs-touch: the browser waits for one. none: this browser makes no sound at all. */
export type Sound = 'on' | 'muted' | 'needs-touch' | 'none'

/** E5, then C5 [Hz], and when each begins [s]: a falling third, as doors have it. */
const NOTES = [
  [659.26, 0],
  [523.25, 0.45],
] as const
const LOUDEST = 0.35
const RISE_S = 0.02
const FADE_S = 1.4
const SILENT = 0.0001
const GESTURES = ['pointerdown', 'keydown'] as const

export class Chime {
  readonly #muted: () => boolean
  #audio: AudioContext | undefined
  #browser = $state<'none' | 'needs-touch' | 'on'>('none')

  /** @param muted whether an administrator said so; asked again whenever it matters */
  constructor(muted: () => boolean) {
    this.#muted = muted
  }

  /** Whether it would be heard, or why not. */
  get sound(): Sound {
    return this.#browser !== 'none' && this.#muted() ? 'muted' : this.#browser
  }

  /** Gets the browser to let it sound. @returns how it is ended */
  run(): () => void {
    if (typeof AudioContext === 'undefined') return () => undefined
    const audio = new AudioContext()
    this.#audio = audio
    const learn = (): void => void (this.#browser = audio.state === 'running' ? 'on' : 'needs-touch')
    const touched = (): void => {
      audio.resume().then(learn, learn) // refused: it still needs a touch
    }
    audio.addEventListener('statechange', learn)
    for (const gesture of GESTURES) window.addEventListener(gesture, touched)
    learn()
    return () => {
      audio.removeEventListener('statechange', learn)
      for (const gesture of GESTURES) window.removeEventListener(gesture, touched)
      this.#audio = undefined
      this.#browser = 'none'
      void audio.close()
    }
  }

  /** Rings once. @returns whether it could be heard */
  ring(): boolean {
    const audio = this.#audio
    if (!audio || this.sound !== 'on') return false
    for (const [pitch, after] of NOTES) strike(audio, pitch, audio.currentTime + after)
    return true
  }
}

function strike(audio: AudioContext, pitch: number, at: number): void {
  const note = new OscillatorNode(audio, { frequency: pitch })
  const loudness = new GainNode(audio, { gain: SILENT })
  loudness.gain.setValueAtTime(SILENT, at)
  loudness.gain.exponentialRampToValueAtTime(LOUDEST, at + RISE_S)
  loudness.gain.exponentialRampToValueAtTime(SILENT, at + FADE_S)
  note.connect(loudness).connect(audio.destination)
  note.start(at)
  note.stop(at + FADE_S)
}
