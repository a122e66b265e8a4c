(function () {
  'use strict';
  var EARLY = 0.15;       // seconds before a line, so that its first sound is not lost
  var FADE = 20;          // seconds over which the sleep timer fades the sound out
  var quiet = window.matchMedia('(prefers-reduced-motion: reduce)');
  var practices = [];

  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }
  function one(root, selector) { return root.querySelector(selector); }
  function show(element) { if (element) { element.hidden = false; } }

  function clock(seconds) {
    var whole = Math.floor(seconds), minutes = Math.floor(whole / 60) % 60, hours = Math.floor(whole / 3600);
    var two = function (number) { return (number < 10 ? '0' : '') + number; };
    return (hours ? hours + ':' + two(minutes) : minutes) + ':' + two(whole % 60);
  }

  // A browser may refuse to remember anything; then nothing is remembered.
  function remembered(key) {
    try { return parseFloat(window.localStorage.getItem(key)) || 0; } catch (refused) { return 0; }
  }
  function remember(key, seconds) {
    try {
      if (seconds > 0) { window.localStorage.setItem(key, seconds.toFixed(1)); }
      else { window.localStorage.removeItem(key); }
    } catch (refused) { /* as it likes */ }
  }

  function button(span) {
    var made = document.createElement('button');
    made.type = 'button';
    made.className = span.className;
    made.dir = span.dir;
    Object.keys(span.dataset).forEach(function (name) { made.dataset[name] = span.dataset[name]; });
    while (span.firstChild) { made.appendChild(span.firstChild); }
    span.parentNode.replaceChild(made, span);
    return made;
  }

  function lastBefore(marks, time) {
    var found = -1;
    marks.forEach(function (mark, index) { if (mark.at <= time) { found = index; } });
    return found;
  }

  function mark(element) {
    return { at: parseFloat(element.dataset.at), to: parseFloat(element.dataset.to), element: element };
  }

  function isSeen(element) {
    var box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight;
  }

  function Practice(article) {
    this.article = article;
    this.sound = one(article, 'audio.sound');
    this.key = 'compassion-audio ' + article.dataset.key;
    this.chapters = all(article, '.chapters .go').map(button).map(mark);
    this.lines = all(article, '.words .line').map(button).map(mark);
    this.line = this.chapter = -1;
    this.saved = 0;
    this.timer = null;
    this.offerTransport();
    this.offerPlaces();
    this.offerChoices();
    this.offerTwin();
    this.keepPlace();
    this.follow();
  }

  Practice.prototype.goTo = function (seconds) {
    var last = isFinite(this.sound.duration) ? this.sound.duration : seconds;
    this.sound.currentTime = Math.min(Math.max(0, seconds), last);
  };

  Practice.prototype.start = function () {
    var asked = this.sound.play();
    if (asked) { asked.catch(function () { /* told by the error event, or stopped by the person */ }); }
  };

  Practice.prototype.offerTransport = function () {
    var self = this, sound = this.sound, play = one(this.article, '.play');
    show(one(this.article, '.transport'));
    play.addEventListener('click', function () {
      if (sound.paused) { self.start(); } else { sound.pause(); }
    });
    all(this.article, '.skip').forEach(function (skip) {
      skip.addEventListener('click', function () {
        self.goTo(sound.currentTime + parseFloat(skip.dataset.skip));
      });
    });
    ['play', 'pause', 'ended'].forEach(function (name) {
      sound.addEventListener(name, function () {
        play.classList.toggle('playing', !sound.paused);
        play.setAttribute('aria-label', document.body.dataset[sound.paused ? 'play' : 'pause'] + ': ' + play.dataset.name);
      });
    });
    sound.addEventListener('play', function () {
      practices.forEach(function (other) { if (other !== self) { other.sound.pause(); } });
      self.tellSystem();
    });
    sound.addEventListener('error', function () { show(one(self.article, '.trouble')); });
  };

  Practice.prototype.offerPlaces = function () {
    var self = this, lines = this.lines;
    this.chapters.forEach(function (place) {
      place.element.addEventListener('click', function () { self.goTo(place.at); self.start(); });
    });
    lines.forEach(function (place, index) {
      place.element.tabIndex = index ? -1 : 0;
      place.element.addEventListener('click', function () { self.goTo(place.at - EARLY); self.start(); });
      place.element.addEventListener('focus', function () { self.rest(index); });
      place.element.addEventListener('keydown', function (event) {
        var to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: lines.length - 1 }[event.key];
        if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) { return; }
        event.preventDefault();
        if (lines[to]) { lines[to].element.focus(); }
      });
    });
    show(one(this.article, '.hint'));
  };

  // One line at a time can be reached by Tab; the arrow keys reach the others.
  Practice.prototype.rest = function (index) {
    this.lines.forEach(function (place, other) { place.element.tabIndex = other === index ? 0 : -1; });
  };

  Practice.prototype.offerChoices = function () {
    var self = this, sound = this.sound, speed = one(this.article, '.speed'), sleep = one(this.article, '.sleep');
    show(one(this.article, '.choices'));
    speed.addEventListener('change', function () {
      sound.defaultPlaybackRate = sound.playbackRate = parseFloat(speed.value);
    });
    sound.addEventListener('ratechange', function () {
      if (one(speed, 'option[value="' + sound.playbackRate + '"]')) { speed.value = String(sound.playbackRate); }
    });
    sleep.addEventListener('change', function () { self.sleepIn(parseFloat(sleep.value) * 60); });
  };

  Practice.prototype.sleepIn = function (seconds) {
    var sound = this.sound, sleep = one(this.article, '.sleep'), end = Date.now() + seconds * 1000, timer;
    if (this.timer) { this.timer.stop(); }
    if (!seconds) { return; }
    this.timer = timer = { loud: null, beat: 0, stop: function () {
      window.clearInterval(timer.beat);
      if (timer.loud !== null) { sound.volume = timer.loud; timer.loud = null; }
    } };
    timer.beat = window.setInterval(function () {
      var left = (end - Date.now()) / 1000;
      if (left < FADE && timer.loud === null) { timer.loud = sound.volume; }
      if (left > 0 && timer.loud !== null) { sound.volume = timer.loud * Math.max(0, left / FADE); }
      if (left > 0) { return; }
      sound.pause();
      timer.stop();
      sleep.value = '0';
    }, 250);
  };

  Practice.prototype.offerTwin = function () {
    var sound = this.sound, self = this, twin = one(this.article, '.twin'), left = null, only, sources;
    if (!twin) { return; }
    sources = [sound.getAttribute('src'), one(twin, 'audio').getAttribute('src')];
    one(twin, 'audio').removeAttribute('src');
    twin.parentNode.removeChild(twin);
    show(only = one(this.article, '.only'));
    one(only, 'input').addEventListener('change', function (event) {
      // switched back before the other is there, the sound has no place of its own yet
      left = left || { at: sound.currentTime, goes: !sound.paused, rate: sound.playbackRate };
      sound.preload = 'auto';
      sound.src = sources[event.target.checked ? 1 : 0];
    });
    sound.addEventListener('loadedmetadata', function () {
      var was = left;
      left = null;
      if (!was) { return; }
      if (was.at) { sound.currentTime = was.at; }
      sound.playbackRate = was.rate;
      if (was.goes) { self.start(); }
    });
  };

  Practice.prototype.keepPlace = function () {
    var self = this, sound = this.sound, at = remembered(this.key), told = one(this.article, '.resumed');
    function keep() {
      var isOver = sound.ended || sound.currentTime < 3;
      if (sound.readyState) { remember(self.key, isOver ? 0 : sound.currentTime); }
      self.saved = sound.currentTime;
    }
    function goOn() {
      var text = one(told, 'span');
      if (sound.currentTime > 0 || at > sound.duration - 3) { return; }
      sound.currentTime = at;
      text.textContent = text.dataset.text.replace('{time}', clock(at));
      show(told);
    }
    one(told, 'button').addEventListener('click', function () {
      self.goTo(0);
      told.hidden = true;
      one(self.article, '.play').focus();
    });
    if (at && sound.readyState) { goOn(); }
    else if (at) { sound.addEventListener('loadedmetadata', goOn, { once: true }); }
    sound.addEventListener('play', function () { told.hidden = true; });
    sound.addEventListener('timeupdate', function () {
      if (Math.abs(sound.currentTime - self.saved) >= 3 && !sound.paused) { keep(); }
    });
    ['pause', 'ended'].forEach(function (name) { sound.addEventListener(name, keep); });
    window.addEventListener('pagehide', function () { if (!sound.paused) { keep(); } });
  };

  Practice.prototype.follow = function () {
    var self = this, sound = this.sound;
    ['timeupdate', 'seeking', 'seeked'].forEach(function (name) {
      sound.addEventListener(name, function () { self.light(sound.currentTime + EARLY + 0.05); });
    });
  };

  Practice.prototype.light = function (time) {
    var line = lastBefore(this.lines, time), chapter = lastBefore(this.chapters, time - EARLY);
    if (chapter !== this.chapter) { this.chapter = this.move(this.chapters, this.chapter, chapter); }
    if (line !== this.line) {
      var before = this.lines[this.line];
      var follows = before && !this.sound.paused && isSeen(before.element);
      this.line = this.move(this.lines, this.line, line);
      if (follows && line >= 0) { this.bringIntoView(this.lines[line].element); }
      if (line >= 0 && !one(this.article, '.words').contains(document.activeElement)) { this.rest(line); }
    }
    if (line >= 0) {
      this.lines[line].element.classList.toggle('said', time - EARLY > this.lines[line].to + 0.5);
    }
  };

  Practice.prototype.move = function (places, from, to) {
    if (places[from]) { places[from].element.removeAttribute('aria-current'); }
    if (places[to]) { places[to].element.setAttribute('aria-current', 'true'); }
    return to;
  };

  Practice.prototype.bringIntoView = function (element) {
    var box = element.getBoundingClientRect();
    if (box.top > window.innerHeight * 0.15 && box.bottom < window.innerHeight * 0.7) { return; }
    element.scrollIntoView({ block: 'center', behavior: quiet.matches ? 'auto' : 'smooth' });
  };

  Practice.prototype.tellSystem = function () {
    var self = this, sound = this.sound, session = navigator.mediaSession;
    if (!session || !window.MediaMetadata) { return; }
    function handle(action, does) {
      try { session.setActionHandler(action, does); } catch (unknown) { /* an older browser */ }
    }
    function toChapter(step) {
      return function () {
        var to = self.chapters[Math.max(0, self.chapter + step)];
        if (to) { self.goTo(to.at); }
      };
    }
    session.metadata = new window.MediaMetadata({ title: one(this.article, '.play').dataset.name, artist: document.title });
    handle('play', function () { self.start(); });
    handle('pause', function () { sound.pause(); });
    handle('seekbackward', function (asked) { self.goTo(sound.currentTime - (asked.seekOffset || 15)); });
    handle('seekforward', function (asked) { self.goTo(sound.currentTime + (asked.seekOffset || 15)); });
    handle('seekto', function (asked) { self.goTo(asked.seekTime); });
    handle('previoustrack', this.chapters.length ? toChapter(-1) : null);
    handle('nexttrack', this.chapters.length ? toChapter(1) : null);
  };

  function choose(isAsked) {
    var links = all(document, '.contents a'), wanted = window.location.hash.slice(1), chosen;
    if (!links.length) { return; }
    chosen = practices.filter(function (practice) { return practice.article.id === wanted; })[0] || practices[0];
    practices.forEach(function (practice, index) {
      var isChosen = practice === chosen;
      practice.article.classList.toggle('away', !isChosen);
      if (isChosen) { links[index].setAttribute('aria-current', 'true'); }
      else { links[index].removeAttribute('aria-current'); }
    });
    if (isAsked && one(chosen.article, 'h2')) {
      one(chosen.article, 'h2').focus({ preventScroll: true });
      chosen.article.scrollIntoView({ block: 'start', behavior: 'auto' });
    }
  }

  practices = all(document, 'article.practice').map(function (article) { return new Practice(article); });
  choose(false);
  window.addEventListener('hashchange', function () { choose(true); });
}());
