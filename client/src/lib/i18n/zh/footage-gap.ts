/** Why there is no footage of a time: by its code where that says more, else by its cause. */
export const footageGap = {
  footageGap: {
    cause: {
      camera: '摄像头故障或离线',
      line: '大厅线路中断或带宽不足',
      server: '服务器停止或重启',
      disk: '磁盘已满或故障',
      off: '未设置录像',
      purged: '已过保存期，录像已清除',
    },
    code: {
      camera_unreachable: '摄像头连接不上',
      camera_unauthorized: '摄像头的用户名或密码不正确',
      camera_not_found: '摄像头上没有这路码流',
      camera_stalled: '摄像头不再送来画面',
      camera_codec_unsupported: '摄像头的编码格式不受支持',
      camera_ended: '摄像头结束了码流',
      camera_protocol_error: '摄像头的应答不合协议',
      encoder_absent: '没有编码器在推流',
      source_crashed: '取流程序异常退出',
      source_misconfigured: '摄像头的登记信息有误',
      source_unsuitable: '取流方式不适用于该摄像头',
      address_not_allowed: '地址不在允许的摄像头网段内',
      line_full: '大厅专线带宽已用满',
      disk_full: '磁盘已满',
      disk_failed: '磁盘读写失败',
      disk_none: '没有可用的磁盘',
      disk_slow: '磁盘写入过慢',
      disk_stuck: '磁盘没有响应',
    },
  },
} as const;
