// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small builder of SVG pictures. Elements have classes only; `style.css` gives them their looks in
//! a light and a dark colour scheme.
//!
//! The output is the same on every machine: coordinates have one decimal, and are computed with
//! operations that IEEE 754 defines exactly.

use std::fmt::Write;

const STYLE: &str = include_str!("style.css");

/// The width of every picture in pixels: about that of a text column, so that text keeps its size
/// there, and small enough to be read on a phone.
pub const WIDTH: f64 = 640.0;

/// A position in pixels, from the top left.
pub type Point = (f64, f64);

/// How long an arrowhead is, in pixels, and half its width.
const HEAD: (f64, f64) = (9.0, 4.5);

/// The radius of an arrow's bends, in pixels.
const BEND: f64 = 10.0;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    pub const fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub const fn middle(&self) -> Point {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// Maps amounts or times to pixels.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// The values at the ends of the range.
    pub domain: (f64, f64),
    /// Pixels.
    pub range: (f64, f64),
}

impl Scale {
    pub fn at(&self, value: f64) -> f64 {
        let (from, to) = self.domain;
        let (start, end) = self.range;
        start + (value - from) / (to - from) * (end - start)
    }
}

/// A picture. Later elements cover earlier ones.
pub struct Svg {
    title: &'static str,
    description: String,
    height: f64,
    body: String,
}

impl Svg {
    /// An empty picture. Screen readers read the title and the description, which says what the
    /// picture shows.
    pub fn new(title: &'static str, description: String, height: f64) -> Self {
        Self { title, description, height, body: String::new() }
    }

    /// Text whose baseline starts at a point; the classes `middle` and `end` move it. Names between
    /// backticks are set as code.
    pub fn text(&mut self, class: &str, (x, y): Point, text: &str) {
        let mut spans = String::new();
        for (at, part) in text.split('`').enumerate() {
            let part = escaped(part);
            if at % 2 == 0 {
                spans.push_str(&part);
            } else {
                spans.push_str(&format!(r#"<tspan class="code">{part}</tspan>"#));
            }
        }
        self.element(format_args!(
            r#"<text class="{class}" x="{}" y="{}">{spans}</text>"#,
            px(x),
            px(y)
        ));
    }

    pub fn line(&mut self, class: &str, from: Point, to: Point) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(px);
        self.element(format_args!(
            r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#
        ));
    }

    /// Straight lines from point to point.
    pub fn polyline(&mut self, class: &str, points: &[Point]) {
        self.path(class, &straight(points));
    }

    /// An area between straight lines.
    pub fn polygon(&mut self, class: &str, points: &[Point]) {
        self.path(class, &format!("{} Z", straight(points)));
    }

    pub fn rect(&mut self, class: &str, rect: Rect, radius: f64) {
        let [x, y, width, height, radius] =
            [rect.x, rect.y, rect.width, rect.height, radius].map(px);
        self.element(format_args!(
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}"/>"#
        ));
    }

    pub fn circle(&mut self, class: &str, (x, y): Point, radius: f64) {
        let [x, y, radius] = [x, y, radius].map(px);
        self.element(format_args!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#));
    }

    /// An arrow along points, with round bends. Its tip is the last point; all parts are horizontal
    /// or vertical.
    pub fn arrow(&mut self, class: &str, points: &[Point]) {
        let [.., before, tip] = *points else { panic!("an arrow has two points") };
        let (dx, dy) = direction(before, tip);
        let (length, half) = HEAD;
        let base = (tip.0 - dx * length, tip.1 - dy * length);
        let mut shaft = format!("M {}", pair(points[0]));
        for bend in points.windows(3) {
            let (inwards, onwards) = (direction(bend[0], bend[1]), direction(bend[1], bend[2]));
            let (x, y) = bend[1];
            let start = (x - inwards.0 * BEND, y - inwards.1 * BEND);
            let end = (x + onwards.0 * BEND, y + onwards.1 * BEND);
            shaft.push_str(&format!(" L {} Q {} {}", pair(start), pair((x, y)), pair(end)));
        }
        shaft.push_str(&format!(" L {}", pair(base)));
        self.path(&format!("shaft {class}"), &shaft);
        let wings =
            [(base.0 - dy * half, base.1 + dx * half), (base.0 + dy * half, base.1 - dx * half)];
        self.polygon(&format!("head {class}"), &[tip, wings[0], wings[1]]);
    }

    /// A rounded box with a name and a note below it.
    pub fn labelled_box(&mut self, class: &str, rect: Rect, name: &str, note: &str) {
        let (x, y) = rect.middle();
        self.rect(&format!("box {class}"), rect, 10.0);
        self.text("name middle", (x, y - 4.0), name);
        self.text("note middle", (x, y + 16.0), note);
    }

    /// The document.
    pub fn finish(&self) -> String {
        let Self { title, description, height, body } = self;
        let (width, height) = (WIDTH as u32, *height as u32);
        let panel = format!(
            r#"<rect class="panel" x="0.5" y="0.5" width="{}" height="{}" rx="12"/>"#,
            px(WIDTH - 1.0),
            px(self.height - 1.0)
        );
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title description">
<!-- Generated by `cargo xtask pictures`. -->
<title id="title">{}</title>
<desc id="description">{}</desc>
<style>
{STYLE}</style>
<defs>
<pattern id="hatch-diem" class="diem" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern>
<pattern id="hatch-vvv" class="vvv" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern>
<pattern id="hatch-fee" class="fee" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern>
</defs>
{panel}
{body}</svg>
"##,
            escaped(title),
            escaped(description)
        )
    }

    fn path(&mut self, class: &str, data: &str) {
        self.element(format_args!(r#"<path class="{class}" d="{data}"/>"#));
    }

    fn element(&mut self, element: std::fmt::Arguments) {
        writeln!(self.body, "{element}").expect("a string can be written to");
    }
}

/// A coordinate, with one decimal.
fn px(value: f64) -> String {
    // Adding 0 turns −0 into 0.
    format!("{:.1}", (value * 10.0).round() / 10.0 + 0.0)
}

fn pair((x, y): Point) -> String {
    format!("{} {}", px(x), px(y))
}

fn straight(points: &[Point]) -> String {
    format!("M {}", points.iter().copied().map(pair).collect::<Vec<_>>().join(" L "))
}

/// The unit vector from one point to another, which lies in the same row or column.
fn direction((x1, y1): Point, (x2, y2): Point) -> Point {
    let sign = |from: f64, to: f64| if from == to { 0.0 } else { (to - from).signum() };
    (sign(x1, x2), sign(y1, y2))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Svg {
        Svg::new("A < B", "\"quoted\" & more".to_owned(), 100.0)
    }

    #[test]
    fn text_is_escaped() {
        let mut svg = picture();
        svg.text("note", (1.0, 2.0), "1 < 2 & `a > b`");
        let document = svg.finish();
        assert!(document.contains(
            "<text class=\"note\" x=\"1.0\" y=\"2.0\">1 &lt; 2 &amp; <tspan class=\"code\">a &gt; b</tspan></text>"
        ));
        assert!(document.contains(">A &lt; B</title>"));
        assert!(document.contains(">&quot;quoted&quot; &amp; more</desc>"));
    }

    #[test]
    fn coordinates_have_one_decimal_and_no_negative_zero() {
        assert_eq!([0.04, -0.04, 12.345, -7.0].map(px), ["0.0", "0.0", "12.3", "-7.0"]);
    }

    #[test]
    fn the_tip_of_an_arrow_is_its_last_point() {
        let mut svg = picture();
        svg.arrow("fee", &[(10.0, 10.0), (50.0, 10.0), (50.0, 60.0)]);
        let document = svg.finish();
        assert!(
            document.contains(r#"d="M 10.0 10.0 L 40.0 10.0 Q 50.0 10.0 50.0 20.0 L 50.0 51.0""#)
        );
        assert!(document.contains(r#"d="M 50.0 60.0 L 45.5 51.0 L 54.5 51.0 Z""#));
    }

    #[test]
    fn a_scale_maps_its_domain_to_its_range() {
        let down = Scale { domain: (0.0, 10.0), range: (200.0, 100.0) };
        assert_eq!([0.0, 2.5, 10.0].map(|value| down.at(value)), [200.0, 175.0, 100.0]);
    }
}
