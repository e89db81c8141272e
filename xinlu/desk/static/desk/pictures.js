// Photos made small before they are sent, and QR codes read on the phone itself.
(function () {
  "use strict";

  function drawn(file, side) {
    return new Promise(function (done, failed) {
      var reader = new FileReader();
      reader.onerror = failed;
      reader.onload = function () {
        var image = new Image();
        image.onerror = failed;
        image.onload = function () {
          var scale = Math.min(1, side / Math.max(image.width, image.height));
          var canvas = document.createElement("canvas");
          canvas.width = Math.max(1, Math.round(image.width * scale));
          canvas.height = Math.max(1, Math.round(image.height * scale));
          canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
          done(canvas);
        };
        image.src = reader.result;
      };
      reader.readAsDataURL(file);
    });
  }

  // Drawn anew, a photo holds nothing of what the camera noted: no place, no moment, no owner.
  function small(file, side, most) {
    return drawn(file, side).then(function (canvas) {
      for (var quality = 0.8; quality > 0.2; quality -= 0.2) {
        var url = canvas.toDataURL("image/jpeg", quality);
        if (url.length * 0.75 < most) return url;
      }
      return canvas.toDataURL("image/jpeg", 0.2);
    });
  }

  function blob(url) {
    var text = atob(url.split(",")[1]);
    var found = new Uint8Array(text.length);
    for (var at = 0; at < text.length; at += 1) found[at] = text.charCodeAt(at);
    return new Blob([found], { type: "image/jpeg" });
  }

  // By the browser's own reader; "" where it reads nothing.
  function read(file) {
    return drawn(file, 1200).then(function (canvas) {
      return new BarcodeDetector({ formats: ["qr_code"] }).detect(canvas);
    }).then(function (codes) { return codes.length ? codes[0].rawValue : ""; });
  }

  window.XinluPictures = { small: small, blob: blob, read: read };
})();
