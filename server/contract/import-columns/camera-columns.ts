/** Columns of cameras, and of where windows are in their pictures. */
import { hallName, type ImportColumn, knownText, NAME, regionOf, WINDOW_CODE, type Words } from './column.ts';

const cameraName: ImportColumn = {
  key: 'name',
  header: { zh: '摄像头名称', en: 'camera' },
  also: ['名称', '摄像头', '摄像机', '摄像机名称', 'name', 'camera name'],
  kind: 'name',
  isKey: true,
  most: 100,
  accepts: NAME,
  example: 'A区1号',
};

const URL_ACCEPTS: Words = {
  zh: 'rtsp:// 或 rtmp://主机:端口/路径，不含用户名和密码；编码器推流写 push:',
  en: 'rtsp:// or rtmp://host:port/path without user and password; push: where the encoder pushes',
};

export const cameras: readonly ImportColumn[] = [
  regionOf({ zh: '大厅', en: 'hall' }),
  hallName,
  cameraName,
  {
    key: 'mainUrl',
    header: { zh: '主码流地址', en: 'main address' },
    also: ['主码流', '地址', 'rtsp', 'RTSP地址', 'main', 'url'],
    kind: 'url',
    required: true,
    most: 500,
    accepts: URL_ACCEPTS,
    example: 'rtsp://192.168.1.64:554/Streaming/Channels/101',
  },
  {
    key: 'subUrl',
    header: { zh: '子码流地址', en: 'sub address' },
    also: ['子码流', 'sub'],
    kind: 'url',
    most: 500,
    accepts: { zh: `${URL_ACCEPTS.zh}；可留空`, en: `${URL_ACCEPTS.en}; may be empty` },
    example: 'rtsp://192.168.1.64:554/Streaming/Channels/102',
  },
  {
    key: 'username',
    header: { zh: '摄像头用户名', en: 'camera user' },
    also: ['用户名', '登录名', 'username', 'user'],
    kind: 'secret',
    most: 100,
    accepts: { zh: '最多 100 个字符；留空：不改', en: 'at most 100 characters; empty: unchanged' },
    example: 'admin',
  },
  {
    key: 'password',
    header: { zh: '摄像头密码', en: 'camera password' },
    also: ['密码', 'password'],
    kind: 'secret',
    most: 200,
    accepts: { zh: '最多 200 个字符；留空：不改', en: 'at most 200 characters; empty: unchanged' },
    example: '',
  },
  {
    key: 'gb28181Id',
    header: { zh: '国标编码', en: 'GB/T 28181 id' },
    also: ['GB28181编码', '28181编码', '设备编码'],
    kind: 'code',
    accepts: {
      zh: '20 位数字：中心 8、行业 2、类型 3（131 或 132）、网络 1、序号 6；可留空',
      en: '20 digits: centre 8, industry 2, type 3 (131 or 132), network 1, serial 6; may be empty',
    },
    example: '44520200001320000001',
  },
  knownText('make', { zh: '厂商', en: 'make' }, 60, 'Hikvision'),
  knownText('model', { zh: '型号', en: 'model' }, 60, 'DS-2CD2T45'),
  knownText('serial', { zh: '序列号', en: 'serial' }, 80, 'D12345678'),
  knownText('firmware', { zh: '固件版本', en: 'firmware' }, 80, 'V5.7.3'),
  {
    key: 'onvifAddress',
    header: { zh: 'ONVIF 地址', en: 'ONVIF address' },
    also: ['onvif'],
    kind: 'onvif',
    most: 300,
    accepts: {
      zh: 'http://主机:端口/路径，不含用户名和密码；可留空',
      en: 'http://host:port/path without user and password; may be empty',
    },
    example: 'http://192.168.1.64/onvif/device_service',
  },
  {
    key: 'expectedFps',
    header: { zh: '应有帧率', en: 'expected fps' },
    also: ['帧率', 'fps'],
    kind: 'decimal',
    least: 0.1,
    most: 240,
    accepts: { zh: '0.1–240 的数；留空：自动学习', en: 'number 0.1–240; empty: learnt' },
    example: '25',
  },
  {
    key: 'expectedKbps',
    header: { zh: '应有码率 kbit/s', en: 'expected kbit/s' },
    also: ['应有码率', '码率', 'kbps'],
    kind: 'integer',
    least: 1,
    most: 200_000,
    accepts: { zh: '1–200000 的整数；留空：自动学习', en: 'whole number 1–200000; empty: learnt' },
    example: '4096',
  },
  {
    key: 'note',
    header: { zh: '备注', en: 'note' },
    kind: 'text',
    most: 500,
    accepts: { zh: '最多 500 个字符；可留空', en: 'at most 500 characters; may be empty' },
    example: '',
  },
];

const ZONE: Words = {
  zh: '3–32 个角，写作 x,y x,y x,y，各为画面宽、高的 0–1',
  en: '3–32 corners as x,y x,y x,y, each 0–1 of the picture’s width and height',
};

export const placements: readonly ImportColumn[] = [
  regionOf({ zh: '大厅', en: 'hall' }),
  hallName,
  {
    ...cameraName,
    key: 'camera',
    accepts: { zh: '该大厅已登记的摄像头名称', en: 'name of a registered camera of the hall' },
  },
  {
    key: 'window',
    header: { zh: '窗口号', en: 'window code' },
    also: ['窗口编号', '窗口', 'window'],
    kind: 'code',
    isKey: true,
    pattern: WINDOW_CODE,
    accepts: { zh: '该大厅已登记的窗口号', en: 'code of a registered window of the hall' },
    example: 'A05',
  },
  {
    key: 'clerkZone',
    header: { zh: '工作人员区域', en: 'clerk zone' },
    kind: 'zone',
    required: true,
    accepts: ZONE,
    example: '0.1,0.2 0.4,0.2 0.4,0.5 0.1,0.5',
  },
  {
    key: 'applicantZone',
    header: { zh: '办事人区域', en: 'applicant zone' },
    also: ['申请人区域', '群众区域'],
    kind: 'zone',
    accepts: { zh: `${ZONE.zh}；可留空`, en: `${ZONE.en}; may be empty` },
    example: '0.1,0.6 0.4,0.6 0.4,0.9 0.1,0.9',
  },
];
