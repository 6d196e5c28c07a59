export { Drawer as SideBox } from 'antd'
