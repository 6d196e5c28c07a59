import type * as api from '../../../../src/api/lists.ts'
import type { Reach, Samples } from '../sample.ts'

const view = {
  name: '逾期客户',
  share: 'none' as const,
  values: { overdueOnly: 'true', cols: 'name,overdue' },
}

/**
 * Shared with the owner’s department: seen there, changed by the owner and by whoever keeps the settings.
 */
const keeper: Reach = ({ isOwner, may }) => isOwner || may('setting.write')

export const samples: Samples<typeof api> = {
  listViews: { input: () => ({ query: { list: 'customer' } }) },
  createView: { input: () => ({ body: { list: 'customer', ...view } }) },
  updateView: {
    input: (r) => ({ params: { id: r.viewId }, body: { ...view, name: '改名' } }),
    reach: keeper,
  },
  deleteView: { input: (r) => ({ params: { id: r.viewId } }), reach: keeper },
}
