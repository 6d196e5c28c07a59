import { describe, expect, test } from 'vitest'
import { type Passage, passageText, readPassage } from './passage.ts'

const ID = '01890a5d-ac96-774b-bcce-b302099a8057'

describe('a number of the funnel as one text', () => {
  const asked: Passage[] = [
    { of: 'stage', stageId: ID, fate: 'passed', days: 180 },
    {
      of: 'stage',
      stageId: ID,
      fate: 'waiting',
      days: 90,
      responsibleId: ID,
      teamId: ID,
      product: '泵~大号',
    },
    { of: 'month', month: '2026-05', fate: 'won', pipelineId: ID, product: '阀' },
  ]
  test.each(asked)('%o comes back as it was', (one) => {
    expect(readPassage(passageText(one))).toEqual(one)
  })
  test.each([
    '',
    'stage',
    `stage~${ID}~gone~90~~~`,
    `stage~${ID}~passed~0~~~`,
    `stage~x' or 1=1~passed~90~~~`,
    `stage~${ID}~passed~90~me~~`,
    `month~2026-13~won~${ID}~~~`,
    `month~2026-05~won~~~~`,
    `month~2026-05~passed~${ID}~~~`,
  ])('%s is refused', (text) => {
    expect(readPassage(text)).toBeNull()
  })
})
