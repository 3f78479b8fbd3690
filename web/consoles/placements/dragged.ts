/** What is carried when a request is dragged onto a bed: its key, under a name no other page uses. */
export const DRAGGED = 'application/x-wardroom-request'

export const carriesRequest = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes(DRAGGED) ?? false
