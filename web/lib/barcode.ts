/** The code on a bed, read by the camera where the browser can. */

/** Not in TypeScript's library yet: https://wicg.github.io/shape-detection-api */
interface BarcodeDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>
}
declare const BarcodeDetector: undefined | (new () => BarcodeDetector)

const LOOK_EVERY_MS = 250

/** Over plain HTTP a browser hands out no camera. */
export const canScan = (): boolean => typeof BarcodeDetector !== 'undefined' && 'mediaDevices' in navigator

/** A QR code holds an address of ours (…/tasks?bed=4W-12), a plain barcode the bed's code itself. */
export function bedIn(code: string): string {
  const text = code.trim()
  try {
    return new URL(text).searchParams.get('bed') ?? text
  } catch {
    return text
  }
}

/** Shows the camera in `video` until a code is seen. @returns how to stop it */
export function scan(video: HTMLVideoElement, found: (bed: string) => void, failed: () => void): () => void {
  let stopped = false
  let stream: MediaStream | undefined
  const look = async (detector: BarcodeDetector): Promise<void> => {
    while (!stopped) {
      const [code] = await detector.detect(video)
      if (code) return found(bedIn(code.rawValue))
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
  }
  const begin = async (): Promise<void> => {
    if (typeof BarcodeDetector === 'undefined') throw new Error('no barcode detector')
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    video.srcObject = stream
    await video.play()
    await look(new BarcodeDetector())
  }
  begin().catch(() => stopped || failed())
  return () => {
    stopped = true
    for (const track of stream?.getTracks() ?? []) track.stop()
  }
}
