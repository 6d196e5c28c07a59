import type { Grade } from '../../core/credit/scale.ts'

const TONE: Record<Grade, string> = {
  A: 'bw-grade-a',
  B: 'bw-grade-b',
  C: 'bw-grade-c',
  D: 'bw-grade-d',
}

/** A credit grade, the only A–D of the product; the letter says it, the colour helps. */
export function GradeTag({ grade, label, big = false }: { grade: Grade; label?: string; big?: boolean }) {
  return (
    <span className={`bw-grade ${TONE[grade]}${big ? ' bw-grade-big' : ''}`}>
      {label && <span className="bw-grade-word">{label}</span>}
      {grade}
    </span>
  )
}
