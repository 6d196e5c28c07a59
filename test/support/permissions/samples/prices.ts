import type * as api from '../../../../src/api/prices.ts'
import { addDays } from '../../../../src/core/calendar.ts'
import { TODAY } from '../../world-of-two-orgs.ts'
import type { Samples } from '../sample.ts'

export const samples: Samples<typeof api> = {
  readPrices: {},
  // In force later: what the other samples send is not held against it.
  publishPrices: {
    input: () => ({
      body: {
        validFrom: addDays(TODAY, 400),
        rows: [
          {
            code: 'P-1',
            name: '轴套',
            unit: '件',
            grade: null,
            fromMilli: 0,
            floorFen: 900,
            listFen: 1000,
            ceilingFen: null,
            costFen: 500,
          },
        ],
      },
    }),
  },
}
