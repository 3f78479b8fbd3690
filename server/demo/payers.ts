/** Who pays for those who come. Pure. */
const PAYERS = [
  'Crown Mutual',
  'Harbour Health',
  'National Health Fund',
  'Meridian Life',
  'Own account',
] as const

/** For one in eight nobody has said yet. It goes by their number: no chance is drawn. */
export function insuranceOf(patient_id: number): { payer: string; policy: string } | undefined {
  if (patient_id % 8 === 0) return undefined
  const payer = PAYERS[patient_id % PAYERS.length] ?? PAYERS[0]
  return { payer, policy: `${payer.slice(0, 2).toUpperCase()}-${String(patient_id * 7919).padStart(8, '0')}` }
}
