export const en = {
  full: 'Full resolution',
  pictures: 'Pictures',
  fullTitle: "The camera's own video: {{size}}, {{codec}}",
  starting: 'The video of the camera is being opened; pictures are shown meanwhile.',
  reason: {
    no_decoder: 'This browser cannot decode the video of the camera on this page.',
    codec: 'This browser cannot decode this video. Use H.264 at the camera, or another browser, to see its full resolution.',
    decoder: 'The decoder of this browser failed. It is tried again.',
    no_video: 'This camera sends pictures, no H.264 or H.265 video.',
    slow: 'The connection is too slow for the video of the camera.',
    no_boxes: 'It is not known which picture of this video the boxes belong to. Pictures are shown with their boxes.',
  },
  zoomIn: 'Zoom in (+)',
  zoomOut: 'Zoom out (-)',
  wholePicture: 'Show the whole picture (0)',
};

export const id: typeof en = {
  full: 'Resolusi penuh',
  pictures: 'Gambar',
  fullTitle: 'Video asli kamera: {{size}}, {{codec}}',
  starting: 'Video kamera sedang dibuka; sementara itu ditampilkan gambar.',
  reason: {
    no_decoder: 'Peramban ini tidak dapat menguraikan video kamera di halaman ini.',
    codec: 'Peramban ini tidak dapat menguraikan video ini. Setel kamera ke H.264, atau pakai peramban lain, untuk resolusi penuh.',
    decoder: 'Dekoder peramban ini gagal. Akan dicoba lagi.',
    no_video: 'Kamera ini mengirim gambar, bukan video H.264 atau H.265.',
    slow: 'Koneksi terlalu lambat untuk video kamera.',
    no_boxes: 'Tidak diketahui kotak milik gambar mana dalam video ini. Gambar ditampilkan dengan kotaknya.',
  },
  zoomIn: 'Perbesar (+)',
  zoomOut: 'Perkecil (-)',
  wholePicture: 'Tampilkan seluruh gambar (0)',
};

export const ru: typeof en = {
  full: 'Полное разрешение',
  pictures: 'Кадры',
  fullTitle: 'Собственное видео камеры: {{size}}, {{codec}}',
  starting: 'Видео камеры открывается; пока показываются кадры.',
  reason: {
    no_decoder: 'Этот браузер не может декодировать видео камеры на этой странице.',
    codec: 'Этот браузер не может декодировать такое видео. Для полного разрешения выберите в камере H.264 или другой браузер.',
    decoder: 'Сбой декодера браузера. Будет повторная попытка.',
    no_video: 'Эта камера передаёт кадры, а не видео H.264 или H.265.',
    slow: 'Соединение слишком медленное для видео камеры.',
    no_boxes: 'Неизвестно, к какому кадру этого видео относятся рамки. Показываются кадры с рамками.',
  },
  zoomIn: 'Приблизить (+)',
  zoomOut: 'Отдалить (-)',
  wholePicture: 'Показать весь кадр (0)',
};
