import type * as api from '../../../../src/api/team.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  getTeamBoard: {},
  listTeamRows: { input: () => ({ query: { figure: 'overdue' } }) },
  exportTeamBoard: {},
}
