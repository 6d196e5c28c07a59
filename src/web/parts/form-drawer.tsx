import { laterOpened } from '../ui/later.tsx'

/** A form at the side of the page; what draws the side comes with its first opening. */
export const FormDrawer = laterOpened(async () => (await import('./form-drawer-panel.tsx')).FormDrawerPanel)
