/** 1000 → 10%. */
export function shareText(bp: number): string {
  return `${bp / 100}%`
}
