import { later } from '../ui/later.tsx'

/** For a day that stands on the page itself: the calendar comes after it, its place is kept. */
export const DayInput = later(
  async () => (await import('./day-input.tsx')).DayInput,
  <span className="bw-field-waiting" />,
)
