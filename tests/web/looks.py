"""What can be seen of a page by measuring it, as expressions for the browser."""

STICKS_OUT = """
[...document.querySelectorAll('body *')]
  .filter(element => !element.matches('.skip, .unseen'))
  .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(element => element.tagName + '.' + element.className)
"""

HARD_TO_READ = """
(() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const linear = v => v <= 10 ? v / 3294.6 : ((v / 255 + .055) / 1.055) ** 2.4;
    const [r, g, b] = numbers(colour).map(linear);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      const parts = numbers(colour);
      if (parts.length === 3 || parts[3] === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.textContent.trim() || walker.currentNode.parentElement.closest('.unseen')) continue;
    const element = walker.currentNode.parentElement, style = getComputedStyle(element);
    const pair = [light(style.color), light(ground(element))].sort((a, b) => b - a);
    const contrast = (pair[0] + .05) / (pair[1] + .05);
    if (contrast < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) faint.push([element.textContent, contrast]);
  }
  return faint;
})()
"""

TOO_SMALL = """
[...document.querySelectorAll('button, input:not([type=hidden]), select, summary, .doing, .main, .quiet')]
  .filter(element => element.offsetParent && element.getBoundingClientRect().height < 40)
  .map(element => element.outerHTML.slice(0, 80))
"""
"""What a finger would miss."""

UNNAMED = """
[...document.querySelectorAll('button, a, input:not([type=hidden]), select, img, summary')]
  .filter(element => !(element.getAttribute('aria-label') || element.alt || element.textContent.trim()
    || (element.labels && element.labels[0]?.textContent.trim())))
  .map(element => element.outerHTML.slice(0, 80))
"""
"""What a screen reader has no word for."""
