/** How a score of 300–900 is laid over odds: `pdo` points double them, `atScore` stands at `atOdds`. */
export type Scale = { factor: number; offset: number }

/** Score = offset + factor·ln(good:bad odds), factor = PDO / ln 2 (methods §4.1). */
export function scaleOf(pdo: number, atScore: number, atOdds: number): Scale {
  const factor = pdo / Math.LN2
  return { factor, offset: atScore - factor * Math.log(atOdds) }
}

export const SCALE = scaleOf(50, 600, 20)
const SCORE_MIN = 300
const SCORE_MAX = 900

/**
 * Expert points have no odds of their own. These two are the prior: 60 of 100 points mean 20:1, 80 mean
 * about 100:1. With twenty bad cases or more a company may fit its own.
 */
const ALPHA = -1.8
const BETA = 0.8

/** Score points that one of the hundred expert points moves. */
export const SCORE_PER_POINT = (SCALE.factor * BETA) / 10

/** Expert points 0–100 → score 300–900, a whole number. */
export function scoreOf(points: number): number {
  const score = SCALE.offset + SCALE.factor * (ALPHA + (BETA * points) / 10)
  return Math.round(Math.min(SCORE_MAX, Math.max(SCORE_MIN, score)))
}

/** Chance of a default that the scale reads from a score, in basis points: 600 → 476, 720 → 94. */
export function defaultBp(score: number): number {
  const odds = Math.exp((score - SCALE.offset) / SCALE.factor)
  return Math.round(10_000 / (1 + odds))
}

/** From the best; credit grades are the only A–D of the product (design §3). */
export const GRADES = ['A', 'B', 'C', 'D'] as const
export type Grade = (typeof GRADES)[number]

/** The lowest score of a grade; D has none. */
export const GRADE_FROM: Record<Exclude<Grade, 'D'>, number> = { A: 720, B: 640, C: 560 }

/** A score must pass a border by this much before the grade follows it. */
const HYSTERESIS = 10

export function gradeOf(score: number): Grade {
  if (score >= GRADE_FROM.A) return 'A'
  if (score >= GRADE_FROM.B) return 'B'
  return score >= GRADE_FROM.C ? 'C' : 'D'
}

/** Whether `a` is the better grade of the two. */
export function isBetter(a: Grade, b: Grade): boolean {
  return GRADES.indexOf(a) < GRADES.indexOf(b)
}

export function worseOf(a: Grade, b: Grade): Grade {
  return isBetter(a, b) ? b : a
}

/**
 * The grade after a new score: a border is passed only with ten points to spare, so that a customer who
 * stands on it does not change sides with every payment. Without a former grade the border itself counts.
 */
export function nextGrade(former: Grade | null, score: number): Grade {
  if (former === null) return gradeOf(score)
  const up = gradeOf(score - HYSTERESIS)
  if (isBetter(up, former)) return up
  const down = gradeOf(score + HYSTERESIS)
  return isBetter(former, down) ? down : former
}
