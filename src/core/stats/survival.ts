export type Lifetime = { time: number; ended: boolean }
export type SurvivalStep = { time: number; survival: number; se: number }

/** Kaplan & Meier 1958 with Greenwood's error; what is still running counts until it was last seen. */
export function kaplanMeier(lifetimes: readonly Lifetime[]): SurvivalStep[] {
  const steps: SurvivalStep[] = []
  let survival = 1
  let greenwood = 0
  const times = [...new Set(lifetimes.filter(({ ended }) => ended).map(({ time }) => time))]
  for (const time of times.sort((a, b) => a - b)) {
    const atRisk = lifetimes.filter((life) => life.time >= time).length
    const ended = lifetimes.filter((life) => life.ended && life.time === time).length
    survival *= 1 - ended / atRisk
    greenwood += ended / (atRisk * (atRisk - ended))
    steps.push({ time, survival, se: survival * Math.sqrt(greenwood) })
  }
  return steps
}
