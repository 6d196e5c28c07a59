import type { DrawerProps, ModalProps } from 'antd'
import { laterOpened } from './later.tsx'

/** A dialog that a page keeps closed: what draws it comes with its first opening. */
export const Dialog = laterOpened<ModalProps>(async () => (await import('./dialog-box.tsx')).DialogBox)

/** The same at the side of the page, to look at and not to fill in (`FormDrawer` is for that). */
export const SideDrawer = laterOpened<DrawerProps>(async () => (await import('./side-box.tsx')).SideBox)
