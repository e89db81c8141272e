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

  function loaded(address) {
    return new Promise(function (done, failed) {
      if (window.jsQR) return done();
      var script = document.createElement("script");
      script.src = address;
      script.onload = done;
      script.onerror = failed;
      document.head.appendChild(script);
    });
  }

  // The browser's own reader where there is one, else the library; "" where nothing is read.
  function read(file, library) {
    return drawn(file, 1200).then(function (canvas) {
      var own = window.BarcodeDetector
        ? new BarcodeDetector({ formats: ["qr_code"] }).detect(canvas).catch(function () { return []; })
        : Promise.resolve([]);
      return own.then(function (codes) {
        if (codes.length) return codes[0].rawValue;
        if (!library) return "";
        return loaded(library).then(function () {
          var pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          var code = window.jsQR(pixels.data, pixels.width, pixels.height);
          return code ? code.data : "";
        });
      });
    });
  }

  window.XinluPictures = { small: small, blob: blob, read: read };
})();
